/** Hands the board to everything on the screen. */
import { getContext, setContext } from 'svelte';
import type { Board } from './board.svelte.ts';

const key = Symbol('board');

export const giveBoard = (board: Board): Board => setContext(key, board);
export const useBoard = (): Board => getContext<Board>(key);
