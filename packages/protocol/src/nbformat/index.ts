export { CellOutputs, displayIdOf, type Output, typedText } from './cell-outputs.ts';
export { hasUnusualNumbers, isObject, type JsonObject, parseJson } from './json.ts';
export { joinLines, splitLines } from './lines.ts';
export { joinNotebook } from './multiline.ts';
export { emptyNotebook, type Notebook, NotebookError } from './notebook.ts';
export { asNotebook, readNotebook, readNotebookFile } from './read-notebook.ts';
export { validateNotebook } from './validate.ts';
export { notebookPieces, writeNotebook } from './write-notebook.ts';
