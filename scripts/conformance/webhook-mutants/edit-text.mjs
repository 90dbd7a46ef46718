// Small changes to a text: what a slip of the hand makes of a host, a pattern, an address.

const CHARACTERS = [...'.-*/:%()[]{}?+^$|\\~,;=@_#&"\' \t0aZé'];

export function editText(text, random) {
  const at = random.below(text.length + 1);
  const character = random.pick(CHARACTERS);
  const edits = [
    () => text.slice(0, at) + character + text.slice(at),
    () => text.slice(0, at) + character + text.slice(at + 1),
    () => text.slice(0, at) + text.slice(at + 1),
    () => text + character,
    () => character + text,
    () => text.slice(0, at) + text.slice(Math.max(at - 2, 0)),
  ];
  return random.pick(edits)();
}
