/** Keeps the library's warnings out of the output of the tests of a file. */
export function quiet(): void {
  let spy: jest.SpyInstance;
  beforeAll(() => { spy = jest.spyOn(process.stderr, 'write').mockReturnValue(true); });
  afterAll(() => { spy.mockRestore(); });
}

/** What the library prints while something is done; it does not reach the output of the test. */
export function quietly(act: () => unknown): string[] {
  const printed: string[] = [];
  const spy = jest.spyOn(process.stderr, 'write').mockImplementation(text => {
    printed.push(String(text));
    return true;
  });
  try {
    act();
  } finally {
    spy.mockRestore();
  }
  return printed;
}
