const address = /url\(\s*(?:'([^']*)'|"([^"]*)"|([^'")\s]+))\s*\)/g;
/** Needs no rewriting: from the server's root, another server, data, or a part of the same document. */
const complete = /^(?:\/|#|[a-z][a-z0-9+.-]*:)/i;

/**
 * Makes relative addresses in a theme's style sheet absolute, as Jupyter's servers do: they may stand in custom
 * properties, which browsers resolve where they are used and not where they are written. `folder` is the URL path of the
 * style sheet's folder and ends with a slash.
 */
export function absoluteUrls(css: string, folder: string): string {
  return css.replaceAll(address, (whole, single?: string, double?: string, bare?: string) => {
    const relative = single ?? double ?? bare ?? '';
    if (relative === '' || complete.test(relative)) return whole;
    const { pathname, search, hash } = new URL(relative, `http://host${folder}`);
    return `url('${pathname}${search}${hash}')`;
  });
}
