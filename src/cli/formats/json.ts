import type { Report } from './report';

export function jsonReport({ summary: { files, ...counts }, findings, inputErrors }: Report): string {
  return `${JSON.stringify({ version: 1, summary: { files, ...counts }, findings, inputErrors }, null, 2)}\n`;
}
