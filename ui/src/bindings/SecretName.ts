export type SecretName = "summary" | "asterisk";
