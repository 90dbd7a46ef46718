// Plain text in columns and paragraphs, with colours where they are wanted.
import { styleText } from 'node:util';

/** `(style, text) => text`. */
export function painter(colour) {
  // NO_COLOR and the terminal are looked at by the caller.
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}

/** Rows of cells as lines. `paint(text, row)` must not change what is seen of the text. */
export function columns(rows, { first, rest, paint }) {
  return rows.map(([head, ...cells], row) => {
    const padded = [head.padEnd(first), ...cells.map((cell) => cell.padEnd(rest))];
    return paint(padded.join('').trimEnd(), row);
  });
}

/** Lines of at most `width` characters; a longer word stays whole. */
export function wrap(text, width) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
