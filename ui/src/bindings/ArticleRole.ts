export type ArticleRole = "viewed" | "used";
