import assert from 'node:assert/strict';
import { it } from 'node:test';
import { asking, Home, type ServerProcess, text } from '@himalia/testing';
import { isLong } from './is-long.ts';

const rounds = isLong ? 1000 : 40;

/** Adds lines to a file as a careful client does: reads, changes, saves if nobody else saved, else begins again. */
async function addLines(server: ServerProcess, writer: string): Promise<number> {
  const { asked, put } = asking(server);
  let refused = 0;
  for (let number = 0; number < rounds; ) {
    const { body } = await asked('api/contents/shared.txt?hash=1');
    const next = text(`${body.content}${writer}${number}\n`);
    const { status, body: answer } = await put('shared.txt', next, { 'if-match': `"${body.hash}"` });
    if (status === 200) number++;
    else {
      assert.equal(status, 412);
      assert.match(String(answer.message), /shared\.txt was changed on disk since it was read/);
      refused++;
    }
  }
  return refused;
}

it(`two writers with If-Match, ${rounds} saves each: none is lost`, async (t) => {
  using home = new Home();
  await using server = await home.serve('notebook');
  const { asked, put } = asking(server);
  await put('shared.txt', text(''));
  const refused = await Promise.all([addLines(server, 'a'), addLines(server, 'b')]);
  const { body } = await asked('api/contents/shared.txt');
  const lines = String(body.content).trimEnd().split('\n');
  for (const writer of ['a', 'b']) {
    const own = lines.filter((line) => line.startsWith(writer));
    assert.deepEqual(
      own,
      Array.from({ length: rounds }, (_, number) => `${writer}${number}`),
    );
  }
  t.diagnostic(`${refused[0]} and ${refused[1]} saves refused`);
});

it(`${rounds} saves, one at once after the other: each has a later last_modified and another hash`, async () => {
  using home = new Home();
  await using server = await home.serve('notebook');
  const { asked, put } = asking(server);
  let former = { last_modified: '', hash: '' };
  for (let number = 0; number < rounds; number++) {
    await put('n.txt', text(String(number)));
    // What JupyterLab asks before it saves, to see whether another did.
    const { body } = await asked('api/contents/n.txt?content=0&hash=1');
    const { last_modified, hash } = body as typeof former;
    // The fraction is left out when it is zero, so that texts cannot be compared.
    assert.ok(!(Date.parse(last_modified) < Date.parse(former.last_modified)));
    assert.notEqual(last_modified, former.last_modified);
    assert.notEqual(hash, former.hash);
    former = { last_modified, hash };
  }
});

it('two writers with If-Unmodified-Since: what was saved later is not overwritten', async () => {
  using home = new Home();
  await using server = await home.serve('notebook');
  const { asked, put } = asking(server);
  const { headers } = await put('n.txt', text('first'));
  const seen = { 'if-unmodified-since': headers.get('last-modified') ?? '' };
  assert.equal((await put('n.txt', text('second'), seen)).status, 200);
  const earlier = { 'if-unmodified-since': new Date(Date.now() - 60_000).toUTCString() };
  const { status, body } = await put('n.txt', text('lost'), earlier);
  assert.deepEqual([status, /was changed on disk/.test(String(body.message))], [412, true]);
  assert.equal((await asked('api/contents/n.txt')).body.content, 'second');
});
