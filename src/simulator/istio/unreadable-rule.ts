/** A rule holds what Istio cannot read: it then takes none of the route's rules. */
export class UnreadableRule extends Error {}
