// Pieces of Markdown.

/** A table; a cell is one line, and its bars are escaped. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('\n', ' ').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function code(language, text) {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

/** The address that GitHub gives a heading. */
export function anchor(heading) {
  return `#${heading.toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ', '-')}`;
}

/** Puts texts between the markers `<!-- generated: NAME -->` and `<!-- end -->` of a page. Every marker has a text, and every text a marker. */
export function fill(page, texts) {
  const used = new Set();
  const filled = page.replace(/(<!-- generated: (\S+) -->\n)[\s\S]*?(<!-- end -->)/g, (_, start, name, end) => {
    if (texts[name] === undefined) throw new Error(`nothing generates "${name}", which a marker asks for`);
    used.add(name);
    return `${start}\n${texts[name].trimEnd()}\n\n${end}`;
  });
  const unused = Object.keys(texts).filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`there is no marker "<!-- generated: ${unused[0]} -->" that "<!-- end -->" follows`);
  return filled;
}
