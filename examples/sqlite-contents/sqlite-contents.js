import { Readable } from 'node:stream';
import { ContentsError } from '@himalia/contracts/contents';
import {
  allTrusted,
  bytesOf,
  fileContent,
  hashOf,
  markTrusted,
  mimeTypeOf,
  notebookOf,
  notebookToSave,
  validationMessage,
} from './content.js';
import { folderOf, freeName, join, nameOf, normalise, notFound } from './paths.js';

/** @import { Contents, CreateOptions, Entry, ReadOptions, SaveConditions, Saved, SaveModel } from '@himalia/contracts/contents' */
/** @import { Database, Row } from './database.js' */
/** @typedef {{ allowHidden: boolean, report: (data: Record<string, string>) => void }} Options */

const untitled = {
  directory: ['Untitled Folder', ' '],
  notebook: ['Untitled.ipynb', ''],
  file: ['untitled', ''],
};
const onlyCheckpoint = 'checkpoint';

/** Contents whose files are rows. @implements {Contents} */
export class SqliteContents {
  deleteToTrash = true;
  #db;
  #options;

  /** @param {Database} database @param {Options} options */
  constructor(database, options) {
    this.#db = database;
    this.#options = options;
  }

  get allowHidden() {
    return this.#options.allowHidden;
  }

  /** @param {string} given @param {ReadOptions} [options] @returns {Promise<Entry>} */
  async read(given, options = {}) {
    const row = this.#found(given);
    const entry = this.#entry(row, options);
    this.#options.report({ action: 'get', path: entry.path });
    return entry;
  }

  /** @param {string} given @returns {Promise<'file' | 'directory' | undefined>} */
  async kind(given) {
    const path = normalise(given);
    const row = path === undefined || this.isHidden(path) ? undefined : this.#db.row(path);
    if (!row) return undefined;
    return row.is_folder ? 'directory' : 'file';
  }

  /** @param {string} path */
  async exists(path) {
    return (await this.kind(path)) !== undefined;
  }

  /** @param {string} given @param {SaveModel} model @param {SaveConditions} [conditions] @returns {Promise<Saved>} */
  async save(given, model, conditions = {}) {
    const path = this.#writable(given, `Cannot create file or directory '${given}'`);
    const former = this.#db.row(path);
    this.#checkConditions(path, former, conditions);
    const type = model.type ?? (former ? undefined : path.endsWith('.ipynb') ? 'notebook' : 'file');
    if (type === undefined) throw new ContentsError('bad_request', 'No file type provided');
    const saved = this.#saveAs(path, type, former, model);
    this.#options.report({ action: 'save', path });
    return saved;
  }

  /** @param {string} given @param {CreateOptions} options @returns {Promise<Entry>} */
  async create(given, { type, ext = '' }) {
    if (/[/\0]/.test(ext)) throw new ContentsError('bad_request', 'An extension has no slash');
    const kind = type ?? (ext === '.ipynb' ? 'notebook' : 'file');
    const folder = this.#writable(given, `Cannot create in '${given}'`);
    this.#checkFolder(folder);
    const [stem = '', insert = ''] = untitled[kind];
    const name = freeName(kind === 'file' ? stem + ext : stem, insert, (each) =>
      Boolean(this.#db.row(join(folder, each))),
    );
    const path = join(folder, name);
    const bytes = { directory: null, notebook: notebookToSave(path, undefined).bytes, file: Buffer.alloc(0) }[kind];
    this.#db.put(path, bytes);
    this.#options.report({ action: 'save', path });
    return this.#entry(this.#found(path), { content: false });
  }

  /** @param {string} source @param {string} target @returns {Promise<Entry>} */
  async copy(source, target) {
    const { path: from } = this.#found(source);
    const into = this.#writable(target, `Cannot copy to '${target}'`);
    const isFolder = this.#db.row(into)?.is_folder === 1;
    if (isFolder && `${into}/`.startsWith(`${from}/`))
      throw new ContentsError('bad_request', `Can't copy '${from}' into itself`);
    const name = nameOf(from).replaceAll(/-Copy\d*\./g, '.');
    const taken = (/** @type {string} */ each) => Boolean(this.#db.row(join(into, each)));
    const path = isFolder ? join(into, freeName(name, '-Copy', taken)) : into;
    this.#checkFolder(folderOf(path));
    if (this.#db.row(path)) throw new ContentsError('exists', `File already exists: ${path}`);
    this.#db.copy(from, path);
    this.#options.report({ action: 'copy', path, source_path: from });
    return this.#entry(this.#found(path), { content: false });
  }

  /** @param {string} source @param {string} target @returns {Promise<Entry>} */
  async rename(source, target) {
    const from = this.#writable(source, `Cannot rename '${source}'`);
    const to = this.#writable(target, `Cannot rename to '${target}'`);
    if (from === '' || to === '') throw new ContentsError('bad_request', "Can't rename the root");
    if (!this.#db.row(from)) throw notFound(from);
    if (from !== to) {
      if (this.#db.row(to)) throw new ContentsError('exists', `File already exists: ${to}`);
      if (to.startsWith(`${from}/`)) throw new ContentsError('bad_request', `Can't move '${from}' into itself`);
      this.#checkFolder(folderOf(to));
      this.#db.move(from, to);
      this.#options.report({ action: 'rename', path: to, source_path: from });
    }
    return this.#entry(this.#found(to), { content: false });
  }

  /** @param {string} given */
  async delete(given) {
    const path = this.#writable(given, `Cannot delete '${given}'`);
    if (path === '') throw new ContentsError('bad_request', "Can't delete root");
    if (!this.#db.row(path)) throw notFound(path);
    this.#db.discard(path);
    this.#options.report({ action: 'delete', path });
  }

  /** @param {string} given */
  async trust(given) {
    const { path } = this.#file(given);
    const bytes = this.#db.bytes(path);
    notebookOf(path, bytes);
    this.#db.trust(hashOf(bytes));
  }

  /** @param {string} given */
  async listCheckpoints(given) {
    const modified = this.#db.checkpoint(this.#writable(given, notFound(given).message));
    return modified === undefined ? [] : [{ id: onlyCheckpoint, last_modified: new Date(modified).toISOString() }];
  }

  /** @param {string} given */
  async createCheckpoint(given) {
    const { path, modified } = this.#file(given);
    this.#db.keepCheckpoint(path);
    return { id: onlyCheckpoint, last_modified: new Date(modified).toISOString() };
  }

  /** @param {string} given @param {string} id */
  async restoreCheckpoint(given, id) {
    this.#db.restoreCheckpoint(this.#checkpointed(given, id));
  }

  /** @param {string} given @param {string} id */
  async deleteCheckpoint(given, id) {
    this.#db.dropCheckpoint(this.#checkpointed(given, id));
  }

  /** @param {string} given */
  async stream(given) {
    return Readable.from([this.#db.bytes(this.#file(given).path)], { objectMode: false });
  }

  /** There is no file on the disk. @returns {undefined} */
  localPath() {
    return undefined;
  }

  /** @param {string} path */
  isHidden(path) {
    return !this.allowHidden && (normalise(path) ?? '').split('/').some((segment) => segment.startsWith('.'));
  }

  [Symbol.dispose]() {
    this.#db.close();
  }

  /** @param {string} path @param {Row | undefined} former @param {SaveConditions} conditions */
  #checkConditions(path, former, { ifMatch, ifAbsent }) {
    if (ifAbsent && former) throw new ContentsError('changed', `${path} exists already`);
    if (ifMatch === undefined) return;
    if (!former) throw new ContentsError('changed', notFound(path).message);
    if (ifMatch.includes('*') || former.is_folder) return;
    if (!ifMatch.includes(hashOf(this.#db.bytes(path)))) throw new ContentsError('changed', `${path} was changed`);
  }

  /** @param {string} path @param {Entry['type']} type @param {Row | undefined} former @param {SaveModel} model @returns {Saved} */
  #saveAs(path, type, former, model) {
    const { format, chunk } = model;
    const content = model.content ?? undefined;
    if (type === 'directory' && chunk === undefined) return this.#saveFolder(path, former);
    if (former?.is_folder) throw new ContentsError('bad_request', `${path} is not a regular file`);
    if (former && content === undefined) throw new ContentsError('bad_request', 'No file content provided');
    this.#checkFolder(folderOf(path), `No such directory: ${folderOf(path)}`);
    if (chunk !== undefined) return this.#savePiece(path, type, former, { ...model, chunk });
    if (type !== 'notebook')
      return this.#saveBytes(path, former, content === undefined ? Buffer.alloc(0) : bytesOf(path, content, format));
    const { notebook, bytes } = notebookToSave(path, content);
    const saved = this.#saveBytes(path, former, bytes);
    if (allTrusted(notebook)) this.#db.trust(hashOf(bytes));
    if (this.#db.checkpoint(path) === undefined) this.#db.keepCheckpoint(path);
    return { ...saved, entry: { ...saved.entry, ...validationMessage(notebook) } };
  }

  /** @param {string} path @param {Row | undefined} former @returns {Saved} */
  #saveFolder(path, former) {
    if (former && !former.is_folder) throw new ContentsError('bad_request', `Not a directory: ${path}`);
    this.#checkFolder(folderOf(path), `No such directory: ${folderOf(path)}`);
    if (!former) this.#db.put(path, null);
    return { entry: this.#entry(this.#found(path), { content: false }), hash: undefined, created: true };
  }

  /** @param {string} path @param {Row | undefined} former @param {Buffer} bytes @returns {Saved} */
  #saveBytes(path, former, bytes) {
    this.#db.put(path, bytes);
    return { entry: this.#entry(this.#found(path), { content: false }), hash: hashOf(bytes), created: !former };
  }

  /** @param {string} path @param {Entry['type']} type @param {Row | undefined} former @param {SaveModel & { chunk: number }} model @returns {Saved} */
  #savePiece(path, type, former, { content, format, chunk }) {
    if (type !== 'file') throw new ContentsError('bad_request', `"${type}" is not supported for large file transfer`);
    const bytes = bytesOf(path, content ?? '', format);
    const { last, size } = this.#db.arrived(path);
    if (chunk !== 1 && (last === 0 || (chunk !== -1 && chunk !== last + 1)))
      throw new ContentsError('bad_request', `Expected chunk ${last + 1} of ${path}, not ${chunk}`);
    if (chunk === -1) this.#db.joinPieces(path, bytes);
    else this.#db.addPiece(path, chunk, bytes);
    const now = Date.now();
    const arriving = { path, is_folder: 0, size: (chunk === 1 ? 0 : size) + bytes.length, created: now, modified: now };
    const row = this.#db.row(path) ?? arriving;
    return {
      entry: this.#entry(row, { type: 'file', content: false }),
      hash: undefined,
      created: chunk === 1 && !former,
    };
  }

  /** @param {Row} row @param {ReadOptions} options @returns {Entry} */
  #entry(row, { type: wanted, format, content, hash }) {
    const { path } = row;
    const own = row.is_folder ? 'directory' : path.endsWith('.ipynb') ? 'notebook' : 'file';
    if (wanted && (wanted === 'directory') !== (own === 'directory'))
      throw new ContentsError(
        'bad_type',
        own === 'directory' ? `${path} is a directory, not a ${wanted}` : `${path} is not a directory`,
      );
    const type = wanted ?? own;
    /** @type {Entry} */
    const entry = {
      name: nameOf(path),
      path,
      type,
      writable: true,
      created: new Date(row.created).toISOString(),
      last_modified: new Date(row.modified).toISOString(),
      size: row.is_folder ? null : row.size,
      mimetype: type === 'file' ? mimeTypeOf(path) : null,
      format: null,
      content: null,
      hash: null,
      hash_algorithm: null,
    };
    if (type === 'directory')
      return content === false ? entry : { ...entry, format: 'json', content: this.#list(path) };
    const digest = hash ? { hash: hashOf(this.#db.bytes(path)), hash_algorithm: /** @type {const} */ ('sha256') } : {};
    return { ...entry, ...digest, ...(content === false ? {} : this.#content(path, type, format)) };
  }

  /** @param {string} path @param {Entry['type']} type @param {ReadOptions['format']} format @returns {Partial<Entry>} */
  #content(path, type, format) {
    const bytes = this.#db.bytes(path);
    if (type !== 'notebook') return /** @type {Partial<Entry>} */ (fileContent(path, bytes, format));
    const notebook = notebookOf(path, bytes);
    const content = markTrusted(notebook, this.#db.isTrusted(hashOf(bytes)));
    return { format: 'json', content, ...validationMessage(notebook) };
  }

  /** @param {string} folder @returns {Entry[]} */
  #list(folder) {
    const rows = this.#db.children(folder).filter(({ path }) => this.allowHidden || !nameOf(path).startsWith('.'));
    return rows.map((row) => this.#entry(row, { content: false }));
  }

  /** The row of what may be seen. @param {string} given */
  #found(given) {
    const path = this.#writable(given, notFound(given).message);
    const row = this.#db.row(path);
    if (!row) throw notFound(given);
    return row;
  }

  /** @param {string} given */
  #file(given) {
    const row = this.#found(given);
    if (row.is_folder) throw new ContentsError('bad_request', `${given} is not a regular file`);
    return row;
  }

  /** @param {string} given @param {string} id */
  #checkpointed(given, id) {
    const { path } = this.#file(given);
    if (id === onlyCheckpoint && this.#db.checkpoint(path) !== undefined) return path;
    throw new ContentsError('not_found', `Checkpoint does not exist: ${path}@${id}`);
  }

  /** The path in its own form. @param {string} given @param {string} hidden The message for hidden paths. */
  #writable(given, hidden) {
    const path = normalise(given);
    if (path === undefined) throw notFound(given);
    if (this.isHidden(path)) throw new ContentsError('hidden', hidden);
    return path;
  }

  /** @param {string} folder @param {string} [message] */
  #checkFolder(folder, message = notFound(folder).message) {
    if (!this.#db.row(folder)?.is_folder) throw new ContentsError('not_found', message);
  }
}
