export const nodeStreamsText = ``;
