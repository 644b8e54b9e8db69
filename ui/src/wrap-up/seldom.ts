/** The parts of the form that few outcomes ask for: loaded once the first screen stands. */
export async function seldom() {
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
