/** The settings of a desk nobody has set: what is shown until its own have come. */
import type { Settings } from './contract.ts';

export const usual: Settings = {
  lang: null,
  theme: 'system',
  density: 'standard',
  arabic_digits: false,
  text_percent: 100,
  preview_ms: 120,
  repeat_window_h: 48,
  acw_target_s: 45,
  region: 'SE',
  agent: 'agent',
  agent_name: '',
  queue: null,
  pinned: [],
  store_url: null,
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
