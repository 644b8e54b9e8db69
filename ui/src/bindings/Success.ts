export type Success = { used: number, resolved: number, came_back: number, };
