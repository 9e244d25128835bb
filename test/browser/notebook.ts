import type { Locator, Page } from 'playwright-core';

/** A notebook that a page shows; the same in JupyterLab and in Notebook. */
export class Notebook {
  readonly page: Page;
  readonly panel: Locator;

  constructor(page: Page) {
    this.page = page;
    this.panel = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)');
  }

  /** A new notebook, from the card of a kernel in the launcher. */
  static async create(page: Page, kernel: string): Promise<Notebook> {
    await page.locator(`.jp-LauncherCard[data-category="Notebook"]`, { hasText: kernel }).click();
    const notebook = new Notebook(page);
    await notebook.cell(0).waitFor();
    await notebook.idle();
    return notebook;
  }

  /** By position, from 0. */
  cell(index: number): Locator {
    return this.panel.locator(`.jp-Notebook .jp-Cell[data-windowed-list-index="${index}"]`);
  }

  outputs(index: number): Locator {
    return this.cell(index).locator('.jp-OutputArea-output');
  }

  /** Waits until the kernel is connected and does nothing. */
  async idle(): Promise<void> {
    // Before there is a kernel at all the page shows it as idle, and forgets what is to be run.
    const name = this.panel.locator('.jp-Toolbar [data-jp-item-name="kernelName"]');
    await name.filter({ hasText: /\S/, hasNotText: 'No Kernel' }).waitFor();
    await this.panel.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor();
  }

  async busy(): Promise<void> {
    await this.panel.locator('.jp-Notebook-ExecutionIndicator[data-status="busy"]').waitFor();
  }

  /** Writes code into a cell and starts it; the next cell is the active one then, made if need be. */
  async start(index: number, code: string): Promise<void> {
    const editor = this.cell(index).locator('.cm-content');
    await editor.click();
    await editor.fill(code);
    await this.page.keyboard.press('Shift+Enter');
    await this.cell(index + 1).waitFor();
  }

  /** The same, and waits until the cell has run: its prompt has a number. */
  async run(index: number, code: string): Promise<void> {
    await this.start(index, code);
    await this.ran(index);
  }

  async ran(index: number): Promise<void> {
    await this.cell(index)
      .locator('.jp-InputPrompt', { hasText: /\[\d+\]/ })
      .waitFor();
  }

  /** Waits for an output of a cell with this text. */
  async says(index: number, text: string | RegExp): Promise<void> {
    await this.outputs(index).filter({ hasText: text }).first().waitFor();
  }

  tool(name: string): Locator {
    return this.panel.locator(`.jp-Toolbar [data-jp-item-name="${name}"]`).locator('jp-button, button').first();
  }

  async interrupt(): Promise<void> {
    await this.tool('interrupt').click();
  }

  async restart(): Promise<void> {
    await this.tool('restart').click();
    await dialog(this.page, 'Restart Kernel?').accept();
    await this.idle();
  }

  /** Saves a notebook that has no name yet. */
  async saveAs(name: string): Promise<void> {
    await this.tool('save').click();
    const question = dialog(this.page, 'Rename');
    await question.box.locator('input[type="text"]').fill(name);
    await question.accept();
    await this.page.locator('.jp-mod-current .lm-TabBar-tabLabel', { hasText: name }).first().waitFor();
    await this.page.locator('.lm-TabBar-tab.jp-mod-dirty').waitFor({ state: 'detached' });
  }
}

/** A dialog with this in its header. */
export function dialog(page: Page, header: string | RegExp) {
  const box = page.locator('.jp-Dialog', { has: page.locator('.jp-Dialog-header', { hasText: header }) });
  return {
    box,
    async accept(): Promise<void> {
      await box.locator('.jp-Dialog-button.jp-mod-accept').click();
      await box.waitFor({ state: 'detached' });
    },
  };
}
