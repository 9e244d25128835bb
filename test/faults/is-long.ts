/** `npm run faults` asks for the long form; `npm test` runs the short one. */
export const isLong: boolean = process.env.HIMALIA_FAULTS === 'long';
