import type { Config } from '../config.ts';
import { createAliyunSms, createSmtpEmail, USUAL_HOURS } from '../contexts/engagement/index.ts';
import type { Clock } from '../platform/clock.ts';

/** The list price of one SMS part in CNY, for estimates. */
const SMS_PRICE = 0.045;

/** The channels that the configuration names, and what holds for all of them. */
export function openChannels({ sms, email, publicUrl, sendingHours }: Config, clock: Clock) {
  return {
    sms: sms === undefined ? null : createAliyunSms({ ...sms, clock }),
    email: email === undefined ? null : createSmtpEmail(email),
    settings: {
      signName: sms?.signature ?? '',
      hours: sendingHours ?? USUAL_HOURS,
      smsPrice: SMS_PRICE,
      publicUrl,
      ...(sms?.callbackToken === undefined ? {} : { callbackToken: sms.callbackToken }),
    },
  };
}
