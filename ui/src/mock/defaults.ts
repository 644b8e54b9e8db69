/** How the desk in memory is set up, and who calls it. */
import type { Settings } from '../contract.ts';
import { usual } from '../usual.ts';

export const defaults: Settings = {
  ...usual,
  agent: 'a7',
  agent_name: 'A. Khan',
  queue: 'broadband-support',
  pinned: ['KB-1217', 'KB-1291'],
  store_url: 'https://store.example:7171',
};

export const people: Record<string, string> = {
  en: 'Sara Lindqvist',
  sv: 'Sara Lindqvist',
  'zh-Hans': '王晓明',
  'zh-Hant': '陳怡君',
  ar: 'سارة الخطيب',
};
