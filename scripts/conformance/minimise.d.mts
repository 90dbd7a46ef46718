export function minimised<T extends object>(object: T, differs: (candidate: T) => Promise<boolean>): Promise<T>;
