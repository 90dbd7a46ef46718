import type { Support } from '../model/feature';
import { SupportLevel } from '../model/feature';

/** A data plane's answer about one feature. */
export class FeatureSupport {
  /** @internal */
  public static _of(support: Support): FeatureSupport {
    return new FeatureSupport(support);
  }

  /** How well the data plane does it. */
  public readonly level: SupportLevel;
  /** In which way what happens differs from what was asked; only if the level is `APPROXIMATED`. */
  public readonly difference?: string;
  /** What to do instead; only if the level is `UNSUPPORTED`. */
  public readonly alternative?: string;

  private constructor(support: Support) {
    this.level = support.level;
    if (support.level === SupportLevel.APPROXIMATED) this.difference = support.difference;
    if (support.level === SupportLevel.UNSUPPORTED) this.alternative = support.alternative;
  }

  /** Whether the data plane does exactly what is asked. */
  public get isNative(): boolean {
    return this.level === SupportLevel.NATIVE;
  }

  /** Whether the data plane does it with a difference. */
  public get isApproximated(): boolean {
    return this.level === SupportLevel.APPROXIMATED;
  }

  /** Whether the data plane cannot do it. */
  public get isUnsupported(): boolean {
    return this.level === SupportLevel.UNSUPPORTED;
  }
}
