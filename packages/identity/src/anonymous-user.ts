import { randomInt, randomUUID } from 'node:crypto';
import type { User } from '@himalia/contracts/http';

/** https://en.wikipedia.org/wiki/Moons_of_Jupiter, those with a name. */
const moons =
  'Metis Adrastea Amalthea Thebe Io Europa Ganymede Callisto Themisto Leda Ersa Pandia Himalia Lysithea Elara Dia Carpo Valetudo Euporie Eupheme Helike Euanthe Hermippe Praxidike Thyone Thelxinoe Ananke Mneme Orthosie Harpalyke Iocaste Erinome Aitne Herse Taygete Eukelade Carme Isonoe Autonoe Philophrosyne Cyllene Pasithee Pasiphae Sponde Eurydome Kalyke Hegemone Kale Kallichore Chaldene Arche Eirene Kore Megaclite Aoede Callirrhoe Sinope'.split(
    ' ',
  );

/** Somebody who proved to know the token or the password, which say nothing about who it is. */
export function anonymousUser(): User {
  const moon = moons[randomInt(moons.length)] ?? 'Himalia';
  const name = `Anonymous ${moon}`;
  return {
    username: randomUUID().replaceAll('-', ''),
    name,
    display_name: name,
    initials: `A${moon[0]}`,
    avatar_url: null,
    color: null,
  };
}
