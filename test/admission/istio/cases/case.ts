import type { KubeBody } from '../../../../src/manifest/manifest-object';

/** The smallest object that a rule of the webhook refuses, and the nearest one that it takes. */
export interface Case {
  readonly rule: string;
  readonly refused: KubeBody;
  /** Where, as path text. */
  readonly at: string;
  /** A part of the message. */
  readonly says: string;
  readonly taken: KubeBody;
}

/** [rule, what is wrong, where, a part of the message, what is right], the objects made by `make`. */
export type Row<Part> = readonly [rule: string, wrong: Part, at: string, says: string, right: Part];

export function cases<Part>(make: (part: Part) => KubeBody, ...rows: readonly Row<Part>[]): Case[] {
  return rows.map(([rule, wrong, at, says, right]) => ({ rule, refused: make(wrong), at, says, taken: make(right) }));
}

export function object(apiVersion: string, kind: string, spec: object, metadata: object = {}): KubeBody {
  return { apiVersion, kind, metadata: { name: 'it', namespace: 'shop', ...metadata }, spec };
}

export const CART = 'cart.shop.svc.cluster.local';
