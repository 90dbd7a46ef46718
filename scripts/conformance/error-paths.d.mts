export function pathOfError(error: string): string | undefined;
export function originsOf(path: string): string[];
export function isSamePlace(steps: readonly (string | number)[], place: string): boolean;
