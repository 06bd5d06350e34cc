/** RFC 8259 §11: JSON, whose only charset is UTF-8. */
export const JSON_MEDIA = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i
