import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { launcher } from './front-ends.ts';
import { python } from './lab.ts';
import { Notebook } from './notebook.ts';
import { scenes } from './scenes.ts';

const scene = scenes(import.meta.filename);

function missing(): string | false {
  if (!python) return 'there is no Python with ipykernel (HIMALIA_PYTHON)';
  const folder = join(dirname(dirname(python)), 'share/jupyter/labextensions/@jupyter-widgets/jupyterlab-manager');
  return existsSync(folder) ? false : `ipywidgets is not installed beside ${python}`;
}

scene(
  'A prebuilt extension loads: the slider of ipywidgets moves',
  async ({ page }) => {
    await launcher(page);
    const notebook = await Notebook.create(page, 'Python 3 (ipykernel)');
    await notebook.run(0, 'import ipywidgets\nslider = ipywidgets.IntSlider(value=7, description="height")\nslider');
    const slider = notebook.panel.locator('.jupyter-widgets.widget-slider');
    await slider.locator('.widget-readout', { hasText: '7' }).waitFor();
    await slider.locator('.noUi-handle').focus();
    await page.keyboard.press('ArrowRight');
    await slider.locator('.widget-readout', { hasText: '8' }).waitFor();
    await notebook.run(1, 'print("value", slider.value)');
    await notebook.says(1, 'value 8');
  },
  { skip: missing() },
);
