/** The parts of the form that few outcomes ask for: loaded once the first screen stands. */
async function load() {
  const [followUp, handOver, extra] = await Promise.all([
    import('./FollowUp.svelte'),
    import('./HandOver.svelte'),
    import('./ExtraFields.svelte'),
  ]);
  return {
    FollowUp: followUp.default,
    HandOver: handOver.default,
    ExtraFields: extra.default,
  };
}

let loaded: ReturnType<typeof load> | undefined;

/** Asked for once, by whoever comes first; one that failed is asked for again. */
export const seldom = (): ReturnType<typeof load> =>
  (loaded ??= load().catch((thrown: unknown) => {
    loaded = undefined;
    throw thrown;
  }));
