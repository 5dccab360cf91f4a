export const families: Readonly<Record<string, (...size: readonly number[]) => string>>;
