// Changes of the text, whatever it means.
import { LINES, SCALARS, TEXTS } from './nasty.mjs';

const onLines = (change) => (text, random) => {
  const lines = text.split('\n');
  change(lines, random.below(lines.length), random);
  return lines.join('\n');
};

const COLON = /^(\s*(?:- )?[^\s:#][^:#]*:)(.*)$/;

/** Another value behind the key of a line. */
const onValue = (change) => onLines((lines, at, random) => {
  const start = at;
  for (let step = 0; step < lines.length; step += 1) {
    const index = (start + step) % lines.length;
    const parts = COLON.exec(lines[index]);
    if (!parts) continue;
    lines[index] = `${parts[1]}${change(parts[2], random)}`;
    return;
  }
});

const bomb = (random) => {
  const [levels, width] = random.pick([[9, 9], [25, 2], [3, 60], [150, 1]]);
  const names = Array.from({ length: levels }, (_, i) => `n${i}`);
  return names.map((name, i) => `${name}: &${name} [${Array(width).fill(i === 0 ? 'x' : `*${names[i - 1]}`).join(', ')}]`).join('\n');
};

const nested = (random) => {
  const depth = random.pick([20, 150, 199, 200, 201, 5_000, 100_000]);
  const [open, close] = random.pick([['[', ']'], ['{a: ', '}'], ['- ', ''], ['? ', ''], ['!!seq [', ']']]);
  return `${open.repeat(depth)}x${close.repeat(depth)}`;
};

const MUTATIONS = [
  (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + random.pick(TEXTS) + text.slice(at);
  },
  (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + text.slice(at + 1 + random.below(8));
  },
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => text.replaceAll('\n', random.pick(['\r\n', '\r', '\n\n', '\n ', '\u2028\n'])),
  onLines((lines, at) => { lines.splice(at, 1); }),
  onLines((lines, at, random) => { lines.splice(at, 0, ...Array(lines[at].length > 200 ? 1 : random.pick([1, 1, 2, 10_000])).fill(lines[at])); }),
  onLines((lines, at, random) => { [lines[at], lines[random.below(lines.length)]] = [lines[random.below(lines.length)], lines[at]]; }),
  onLines((lines, at, random) => { lines[at] = ' '.repeat(random.below(8)) + lines[at]; }),
  onLines((lines, at, random) => { lines[at] = lines[at].replace(/^ {1,4}/, random.pick(['', ' ', '\t', '  \t'])); }),
  onLines((lines, at, random) => { lines.splice(at, 0, /^\s*/.exec(lines[at])[0] + random.pick(LINES)); }),
  onLines((lines, at, random) => { lines.splice(at, 0, bomb(random)); }),
  onValue((_, random) => ` ${random.pick(SCALARS)}`),
  onValue((_, random) => ` ${nested(random)}`),
  onValue((value, random) => ` ${random.pick(['&a', '!!str', '!!int', '!x', '*a', '"', '\'', '|\n', '>\n', '{', '['])} ${value}`),
  onValue((_, random) => ` ${random.pick(['"', '\'', ''])}${random.pick(TEXTS)}`),
];

/** A larger text takes its time, and is nothing new. */
const MAX_LENGTH = 2_000_000;

/** Bytes that are no text are possible, so the result is a Buffer. */
export function mutateText(text, random) {
  let changed = text;
  for (let left = 1 + random.below(4); left > 0 && changed.length < MAX_LENGTH; left -= 1) changed = random.pick(MUTATIONS)(changed, random);
  const bytes = Buffer.from(changed);
  if (bytes.length > 0 && random.chance(0.1)) bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}
