/** What became of a kernel although nobody asked for it. */
export type KernelNews = {
  readonly action: 'start' | 'restart' | 'shutdown';
  readonly id: string;
  /** Of its kernelspec. */
  readonly name: string;
  readonly failed: boolean;
  /** Why, in words. */
  readonly reason: string;
};
