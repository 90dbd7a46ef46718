/** Keeps the library's warnings out of the output of the tests of a file. */
export function quiet(): void {
  let spy: jest.SpyInstance;
  beforeAll(() => { spy = jest.spyOn(process.stderr, 'write').mockReturnValue(true); });
  afterAll(() => { spy.mockRestore(); });
}
