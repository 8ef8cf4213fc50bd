/** A mail as Auth sends it. */
export interface Mail {
  to: string;
  subject: string;
  text?: string;
}

export interface CapturedMail extends Mail {
  /** ISO 8601. */
  sentAt: string;
}

/** Keeps the mails that Auth would send, the latest of them; they are gone with the process. */
export interface Mailbox {
  send(mail: Mail): Promise<void>;
  mails(): readonly CapturedMail[];
}

const KEPT = 50;

/** @param links the address at which the links in mails begin, and where they are answered instead */
export function createMailbox(links: { from: string; to: string }): Mailbox {
  const mails: CapturedMail[] = [];
  return {
    async send({ to, subject, text = "" }) {
      mails.push({
        to,
        subject,
        text: text.replaceAll(links.from, links.to),
        sentAt: new Date().toISOString(),
      });
      mails.splice(0, mails.length - KEPT);
    },
    mails: () => mails,
  };
}
