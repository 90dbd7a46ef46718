// The smallest text found that still goes wrong in the same way.

const MAX_RUNS = 300;
const MAX_MS = 20_000;

/** `fails` says whether a Buffer does. */
export async function minimised(bytes, fails) {
  const started = performance.now();
  let runs = 0;
  const left = () => runs < MAX_RUNS && performance.now() - started < MAX_MS;
  const without = async (parts, glue) => {
    let kept = parts;
    for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < kept.length && left();) {
        const candidate = [...kept.slice(0, at), ...kept.slice(at + size)];
        runs += 1;
        if (candidate.length > 0 && await fails(Buffer.from(candidate.join(glue), 'latin1'))) kept = candidate;
        else at += size;
      }
    }
    return kept.join(glue);
  };
  // As Latin-1, every byte is a character.
  const fewerDocuments = await without(bytes.toString('latin1').split('---\n'), '---\n');
  const fewerLines = await without(fewerDocuments.split('\n'), '\n');
  return Buffer.from(fewerLines, 'latin1');
}
