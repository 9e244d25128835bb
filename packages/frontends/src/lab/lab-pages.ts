import type { LabAssets, PageConfig } from '@himalia/contracts/frontends';
import { type Call, HttpError, type Sent } from '@himalia/contracts/http';
import type { Operations } from '@himalia/contracts/lab-app';
import { commonValues, type Facilities } from '../page/common-values.ts';
import { answerPage } from '../page/page-answer.ts';
import { parseLabPath } from './lab-path.ts';

type Options = Facilities & {
  readonly pageConfig: PageConfig;
  readonly assets: LabAssets;
  readonly customCss: boolean;
};

/** Below `/lab`, what is no page: a script that asks there wants an error, not HTML. */
const noPage = /^(?:api|extensions)(?:\/|$)/;

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}

/** The pages of JupyterLab. */
export class LabPages {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  answer(call: Call<Operations['getLabPage']>, mode: 'multiple-document' | 'single-document'): Promise<Sent> {
    const { params, request } = call;
    if (noPage.test(params.path)) throw new HttpError(404, `There is no ${pathOf(request.url)}`);
    const found = parseLabPath(params.path);
    const config = {
      ...commonValues(this.#options),
      appName: 'JupyterLab',
      appNamespace: 'lab',
      ignorePlugins: [],
      mode,
      workspace: found?.workspace ?? 'default',
      treePath: found?.treePath ?? '',
      ...(found ? {} : { notFoundUrl: pathOf(request.url) }),
    };
    const { customCss } = this.#options;
    return answerPage(this.#options, 'lab', call, { title: 'JupyterLab', icon: 'favicon.ico', customCss, config });
  }
}
