import type { Application, LabAssets, PageConfig, PageValues } from '@himalia/contracts/frontends';
import type { Bytes, Call, Http, Sent } from '@himalia/contracts/http';
import { type Page, renderNotBuilt, renderPage } from './render-page.ts';

type PageCall = Pick<
  Call<{ params: object; query: object; body: undefined; replies: { 200: Bytes; 503: Bytes } }>,
  'request' | 'reply'
>;
type Shown = Pick<Page, 'title' | 'icon' | 'customCss' | 'view'> & { readonly config: PageValues };
type Services = { readonly http: Http; readonly pageConfig: PageConfig; readonly assets: LabAssets };

/** Answers with the page of an application. The page brings the `_xsrf` cookie, which its scripts send back. */
export async function answerPage(
  { http, pageConfig, assets }: Services,
  application: Application,
  { request, reply }: PageCall,
  shown: Shown,
): Promise<Sent> {
  const frontEnd = assets.frontEnd(application);
  if (!frontEnd) return reply(503, renderNotBuilt(), { 'content-type': 'text/html; charset=UTF-8' });
  const { baseUrl } = http;
  const staticUrl = baseUrl + frontEnd.url;
  const config = await pageConfig.forPage(application, {
    ...shown.config,
    appVersion: frontEnd.version,
    fullStaticUrl: staticUrl,
  });
  const scripts = frontEnd.scripts.map((script) => `${staticUrl}/${script}`);
  const { cookie } = http.xsrf(request);
  const html = renderPage({ ...shown, config, scripts, baseUrl });
  // A page names scripts by their content: an old one would ask for files that are gone.
  return reply(200, html, {
    'content-type': 'text/html; charset=UTF-8',
    'cache-control': 'no-cache',
    ...(cookie === undefined ? {} : { 'set-cookie': cookie }),
  });
}
