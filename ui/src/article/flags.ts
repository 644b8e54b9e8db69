/** What can be wrong with an article, in the order of the digits. */
import type { FlagKind } from '../contract.ts';

export const flagKinds: readonly FlagKind[] = ['wrong', 'outdated', 'unclear', 'other'];
