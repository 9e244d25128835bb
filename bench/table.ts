import { type Figure, isMet, ratioOf, shareOf } from './figure.ts';

export const head: readonly string[] = [
  '| what | Himalia | jupyter_server | ratio | plain relay | of the relay | goal | |',
  '|---|---|---|---|---|---|---|---|',
];

export function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value < 10 ? 2 : 1);
}

export function line(figure: Figure): string {
  const { what, unit, himalia, jupyterServer, relay } = figure;
  const [ratio, share, met] = [ratioOf(figure), shareOf(figure), isMet(figure)];
  const cells = [
    what,
    `${shown(himalia)} ${unit}`,
    jupyterServer === undefined ? '' : `${shown(jupyterServer)} ${unit}`,
    ratio === undefined ? '' : `${ratio.toFixed(ratio < 10 ? 1 : 0)} ×`,
    relay === undefined ? '' : `${shown(relay)} ${unit}`,
    share === undefined ? '' : share.toFixed(2),
    goalText(figure),
    met === undefined ? '' : met ? 'met' : 'missed',
  ];
  return `| ${cells.join(' | ')} |`;
}

/** For those who want to know whether, not why. */
export const shortHead: readonly string[] = [
  '| what | Himalia | jupyter_server | Himalia is better by |',
  '|---|---|---|---|',
];

export function shortLine(figure: Figure): string {
  const { what, unit, himalia, jupyterServer = Number.NaN } = figure;
  const ratio = ratioOf(figure) ?? Number.NaN;
  return `| ${what} | ${shown(himalia)} ${unit} | ${shown(jupyterServer)} ${unit} | ${ratio.toFixed(ratio < 10 ? 1 : 0)} × |`;
}

function goalText({ goal, unit }: Figure): string {
  if (!goal) return '';
  return [
    goal.ratio === undefined ? '' : `${goal.ratio} ×`,
    goal.share === undefined ? '' : `${goal.share.toFixed(2)} of the relay`,
    goal.most === undefined ? '' : `≤ ${goal.most} ${unit}`,
  ]
    .filter((text) => text !== '')
    .join(', ');
}
