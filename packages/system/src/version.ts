/** The jupyter_server whose interfaces these are: clients look at its numbers to know what they may ask. */
export const version = '2.21.1';
