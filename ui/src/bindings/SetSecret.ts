import type { SecretName } from "./SecretName";
export type SetSecret = { name: SecretName, value: string | null, };
