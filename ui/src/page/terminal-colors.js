// A terminal takes its colours when it is made, which on Notebook's pages can be before the theme is there, and refuses the
// theme's while its emulator still loads. So it is asked again when it is ready.
import { IThemeManager } from '@jupyterlab/apputils';
import { ITerminalTracker } from '@jupyterlab/terminal';

export const terminalColors = {
  id: 'himalia:terminal-colors',
  autoStart: true,
  optional: [ITerminalTracker, IThemeManager],
  activate(_application, terminals, themes) {
    const paint = async ({ content }) => {
      await content.ready;
      content.setOption('theme', content.getOption('theme'));
    };
    terminals?.widgetAdded.connect((_tracker, terminal) => paint(terminal));
    themes?.themeChanged.connect(() => terminals?.forEach(paint));
  },
};
