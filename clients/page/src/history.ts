/** A second of the link. */
export interface Sample {
  /** Seconds since 1970. */
  readonly at: number;
  readonly bytesPerSecond: number;
  readonly chunkBytes: number;
  readonly inFlight: number;
  /** Attempts that failed in this second. */
  readonly failures: number;
}

const keptSeconds = 300;

/** The last five minutes of all transfers of this page together. */
export class LinkHistory {
  readonly samples: Sample[] = [];

  add(sample: Sample): void {
    this.samples.push(sample);
    while (this.samples.length > keptSeconds) {
      this.samples.shift();
    }
  }
}
