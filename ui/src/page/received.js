// What a page has received of a kernel. After a cut connection some of it comes again, with the same ids; a page that shows it again
// would also save it twice. No imports: the tests load it into Node.

const keptMessages = 10_000;
const keptCharacters = 4_000_000;

export class Received {
  #now = new Map();
  /** What came over connections that were cut, and may come again. */
  #before = new Map();
  #characters = 0;
  /** Text that came in one piece and comes again in several. */
  #rest;

  /** The connection was cut. */
  cut() {
    this.#before = new Map([...this.#before, ...this.#now]);
    this.#now = new Map();
    this.#characters = 0;
    this.#rest = undefined;
  }

  /** What came of a request is wanted once more. */
  forget(parent) {
    for (const [id, message] of this.#before) if (message.parent === parent) this.#before.delete(id);
  }

  /** Answers whether it came before. It comes in the same order: behind the first new one all is new. */
  take({ header: { msg_id: id, msg_type: type }, parent_header: parentHeader, content }) {
    const isText = type === 'stream' && typeof content.text === 'string';
    const message = {
      parent: parentHeader?.msg_id,
      name: isText ? content.name : '',
      text: isText ? content.text : '',
    };
    const known = this.#before.get(id);
    this.#keep(id, known ?? message);
    if (known) {
      this.#before.delete(id);
      this.#rest = { ...known, text: known.text.slice(message.text.length) };
      return true;
    }
    if (message.text !== '' && this.#isOfRest(message)) {
      this.#rest.text = this.#rest.text.slice(message.text.length);
      return true;
    }
    this.#before.clear();
    this.#rest = undefined;
    return false;
  }

  #isOfRest({ parent, name, text }) {
    const rest = this.#rest;
    return rest !== undefined && rest.parent === parent && rest.name === name && rest.text.startsWith(text);
  }

  #keep(id, message) {
    this.#now.set(id, message);
    this.#characters += message.text.length;
    for (const [oldest, { text }] of this.#now) {
      if (this.#now.size <= keptMessages && this.#characters <= keptCharacters) return;
      this.#now.delete(oldest);
      this.#characters -= text.length;
    }
  }
}
