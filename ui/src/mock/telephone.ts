/** The telephone of the mock: calls that ring, are answered, wait and end, as a test orders them. */
import type { Draft, LiveCall } from '../contract.ts';
import { fresh } from './draft.ts';

let calls = 0;

/** A call that rings. */
export function ringing(now: number, rest: Partial<LiveCall> = {}): LiveCall {
  return {
    call_id: `call-${(calls += 1)}`,
    phase: 'ringing',
    contact_id: null,
    channel: 'voice',
    initiated_by: 'customer',
    customer: 'tel:+46739021157',
    customer_name: null,
    withheld: false,
    queue: 'broadband-support',
    since_ms: now,
    attributes: {},
    ...rest,
  };
}

/** The contact of a call that was answered. */
export function answered(call: LiveCall, contact_id: string, now: number): Draft {
  return fresh(contact_id, now, {
    customer: call.customer?.replace(/^tel:/, '') ?? '',
    customer_name: call.customer_name,
    queue: call.queue,
    call: {
      live: true,
      held: false,
      tells_hold: true,
      wait_ms: 95_000,
      ring_ms: 4_000,
      facts: {
        call_id: call.call_id,
        withheld: call.withheld,
        attributes: call.attributes,
      },
    },
  });
}
