export type Phase = "on_call" | "wrap_up";
