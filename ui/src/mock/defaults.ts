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

/** What was last searched for, in the words of each language. */
export const searched: Record<string, string> = {
  en: 'router reset',
  sv: 'återställa router',
  'zh-Hans': '重置路由器',
  'zh-Hant': '重設路由器',
  ar: 'إعادة ضبط الراوتر',
};

export const people: Record<string, string> = {
  en: 'Sara Lindqvist',
  sv: 'Sara Lindqvist',
  'zh-Hans': '王晓明',
  'zh-Hant': '陳怡君',
  ar: 'سارة الخطيب',
};
