/** How the desk in memory is set up, and who calls it. */
import type { Settings } from '../contract.ts';

export const defaults: Settings = {
  lang: null,
  theme: 'system',
  density: 'standard',
  arabic_digits: false,
  text_percent: 100,
  preview_ms: 120,
  repeat_window_h: 48,
  acw_target_s: 45,
  region: 'SE',
  agent: 'a7',
  agent_name: 'A. Khan',
  queue: 'broadband-support',
  pinned: ['KB-1217', 'KB-1291'],
  store_url: 'https://store.example:7171',
  motion: 'system',
  keys: {},
  sounds: false,
  software_rendering: false,
  intake: {
    http: true,
    http_port: 7172,
    links: true,
    from_store: true,
    agent: null,
    asterisk: null,
  },
  summary: { on: false, url: '', model: '', key_kept: false },
};

export const people: Record<string, string> = {
  en: 'Sara Lindqvist',
  sv: 'Sara Lindqvist',
  'zh-Hans': '王晓明',
  'zh-Hant': '陳怡君',
  ar: 'سارة الخطيب',
};
