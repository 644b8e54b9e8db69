export type OutcomeField = "reason" | "root_cause" | "follow_up" | "hand_over";
