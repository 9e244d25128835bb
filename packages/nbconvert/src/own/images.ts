import { type Bundle, textOf } from './cells.ts';

export type Image = { readonly mediaType: string; readonly extension: string; readonly bytes: Uint8Array };

/** Best first. */
const extensions = new Map([
  ['image/svg+xml', 'svg'],
  ['image/png', 'png'],
  ['image/jpeg', 'jpg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
]);

/** SVG is text in notebooks, the others base64. */
export function imageOf(data: Bundle): Image | undefined {
  for (const [mediaType, extension] of extensions) {
    if (!data.has(mediaType)) continue;
    const text = textOf(data.get(mediaType));
    return { mediaType, extension, bytes: Buffer.from(text, extension === 'svg' ? 'utf8' : 'base64') };
  }
  return undefined;
}

/** An image cannot act in a page, whatever SVG says. */
export function dataUrl({ mediaType, bytes }: Image): string {
  return `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
}
