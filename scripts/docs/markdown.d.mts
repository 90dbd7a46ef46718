export declare function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string;
export declare function code(language: string, text: string): string;
export declare function anchor(heading: string): string;
export declare function fill(page: string, texts: Readonly<Record<string, string>>): string;
