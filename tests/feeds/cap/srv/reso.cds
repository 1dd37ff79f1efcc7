using feed from '../db/schema';

@path: '/reso/odata'
@cds.query.limit: { default: 1000, max: 1000 }
service Reso { entity Property as projection on feed.Property; }
