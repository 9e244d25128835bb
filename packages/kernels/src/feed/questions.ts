import { headerMember } from '@himalia/protocol/message';

/** What stands for an answer that is not to be seen: what JupyterLab shows for it. */
const hidden = '········';

type Asked = { readonly parent: Buffer; readonly prompt: unknown; readonly password: unknown };

/** What a kernel asks its user, so that an answer can be kept with its question. */
export class Questions {
  #last: Asked | undefined;

  /** Messages of stdin. */
  ask(messages: readonly (readonly Buffer[])[]): void {
    for (const [header, parent, , content] of messages) {
      if (typeOf(header) !== 'input_request' || !parent) continue;
      const { prompt, password } = objectOf(content);
      // A copy: what came from the kernel is a view of a large chunk.
      this.#last = { parent: Buffer.from(parent), prompt, password };
    }
  }

  /**
   * An `input_reply` in the form in which it is kept: its parent is the request that was executed, its content the `prompt` and the
   * `value`, which is hidden where the kernel wanted a password. Undefined where nothing was asked.
   */
  answer([header, , , content]: readonly Buffer[]): readonly Buffer[] | undefined {
    const asked = this.#last;
    if (!asked || !header || typeOf(header) !== 'input_reply') return undefined;
    this.#last = undefined;
    const { value } = objectOf(content);
    const kept = { prompt: asked.prompt, value: asked.password === true ? hidden : value };
    return [header, asked.parent, Buffer.from('{}'), Buffer.from(JSON.stringify(kept))];
  }
}

function typeOf(header: Buffer | undefined): string {
  return headerMember(header?.toString('latin1') ?? '', 'msg_type');
}

function objectOf(content: Buffer | undefined): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(content?.toString() ?? ''));
  } catch {
    return {};
  }
}
