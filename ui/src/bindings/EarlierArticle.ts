import type { ArticleRole } from "./ArticleRole";
export type EarlierArticle = { id: string, version: number, title: string | null, role: ArticleRole, steps: Array<number>, };
