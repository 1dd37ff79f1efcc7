"""Which header names mean which field, over all the MLS systems whose exports we have seen.

A name is compared without case, space and punctuation: `MLS #` is `mls`, `Zip Code` is `zipcode`. Within a field the
better name stands first. The fields are RESO's in snake_case where RESO has them; the others are told in FIELDS.
"""

import re

# Fields of our own, beside RESO's:
#   current_price     the list price while for sale, the close price once closed (Matrix)
#   transaction_type  sale or lease
#   listing_url       its last piece stands in for a listing number that the whole file lacks
ALIASES: dict[str, str] = {
    "listing_id": "listingid, mlsnumber, mlnumber, mlsno, mlsnum, mlno, mls, mlsid, mlid, mls#, ml#, listingnumber, "
    "listingno, listnumber, listno, listid, listing#, mlslistingid, mlslistingnumber, mlsn, listingkey, "
    "listingkeynumeric, listingmlsid, mlsidnumber",
    "standard_status": "standardstatus",
    "mls_status": "mlsstatus, status, listingstatus, stat, mlslistingstatus, currentstatus, liststatus, "
    "statuscode, propertystatus",
    "unparsed_address": "unparsedaddress, address, fulladdress, propertyaddress, streetaddress, siteaddress, "
    "addressfull, fullstreetaddress, addressline1, address1, listingaddress, situsaddress, addressdisplay, "
    "completeaddress, subjectaddress, streetaddressfull",
    "street_number": "streetnumber, housenumber, houseno, streetno, street#, house#, streetnum, housenum, "
    "addressnumber, stnumber, hsenumber, streetnumbernumeric",
    "street_dir_prefix": "streetdirprefix, streetdirection, predirection, compass, dirprefix, streetdir, predir, "
    "stdirpre, stdirprefix, directionprefix, compasspoint, stdir",
    "street_name": "streetname, street, stname, addressstreet, streetnm",
    "street_suffix": "streetsuffix, stsuffix, streettype, suffix, sttype, streetsfx",
    "street_dir_suffix": "streetdirsuffix, postdirection, stdirsfx, dirsuffix, postdir, stdirsuffix, directionsuffix",
    "unit_number": "unitnumber, unit, unitno, unit#, apt, aptnumber, apt#, apartment, suite, unitnum, condounit, "
    "addressunit, addressline2, address2",
    "city": "city, cityname, town, municipality, citytown, addresscity, postalcity, citytowncode, propertycity, "
    "situscity",
    "state_or_province": "stateorprovince, state, province, stateprovince, statecode, addressstate, propertystate, st",
    "postal_code": "postalcode, zipcode, zip, zip5, postcode, addresszip, propertyzip, zippostalcode, postalcodezip, "
    "zippostal, situszip",
    "list_price": "listprice, lp, askingprice, asking, price, listingprice, currentlistprice, currentlp, lprice, "
    "curlistprice",
    "current_price": "currentprice, curprice, currprice",
    "original_list_price": "originallistprice, originalprice, origprice, origlistprice, olp, originallp, "
    "initialprice, initiallistprice",
    "close_price": "closeprice, soldprice, saleprice, sellingprice, sp, closedprice, soldfor, sellprice, finalprice",
    "on_market_date": "onmarketdate, listingcontractdate, listdate, listingdate, startdate, datelisted, activedate, "
    "listeddate, listed, contractdate, originalonmarketdate, begindate, entrydate, listingstartdate, originalentrydate",
    "off_market_date": "offmarketdate, canceldate, cancellationdate, canceleddate, cancelleddate, withdrawndate, "
    "withdrawdate, terminateddate, terminationdate, expireddate, dateexpired, expired, offmktdate, inactivedate, "
    "offmarket, tempoffmarketdate",
    "expiration_date": "expirationdate, expdate, expiredate, expirydate, enddate, listingexpirationdate, expires, "
    "listexpirationdate, listingenddate, expiration",
    "close_date": "closedate, solddate, saledate, closingdate, settleddate, settlementdate, actualclosedate, "
    "closeofescrowdate, coedate, closeddate, datesold, solddt",
    "days_on_market": "daysonmarket, dom, adom, daysonmkt, marketdays, agentdaysonmarket, daysonmls",
    "cumulative_days_on_market": "cumulativedaysonmarket, cdom, cumdom, cumulativedom, combineddom",
    "property_type": "propertytype, proptype, ptype, category, propertyclass, listingtype, class, type",
    "transaction_type": "transactiontype, saleorlease, salerent, forsaleorlease, forsalelease, salelease, "
    "forsaleorrent, saleorrent",
    "list_agent_full_name": "listagentfullname, listagentname, listagent, listingagent, listingagentname, laname, "
    "agentname, agent, listagt, listagent1, listingagent1, listingagentfullname",
    "list_office_name": "listofficename, listoffice, listingoffice, listingofficename, brokerage, office, loname, "
    "listingbroker, listbroker, officename, listoff, listingcompany, broker, listofficename1, brokeragename, "
    "listingbrokerage, brokeroffice",
    "latitude": "latitude, lat, geolat, mapcoordinatelatitude",
    "longitude": "longitude, lng, lon, long, geolon, mapcoordinatelongitude",
    "year_built": "yearbuilt, yrbuilt, yrblt, built, yrbuild, yearblt",
    "bedrooms_total": "bedroomstotal, bedstotal, bedrooms, beds, bed, br, totalbedrooms, bedroom, totbeds, numbeds",
    "bathrooms_total": "bathroomstotaldecimal, bathroomstotalinteger, bathstotal, totalbaths, bathrooms, baths, bath, "
    "ba, bathroomstotal, totalbathrooms, totbaths, numbaths",
    "bathrooms_full": "bathroomsfull, bathsfull, fullbaths, fullbathrooms, fb, fullbath",
    "bathrooms_half": "bathroomshalf, bathshalf, halfbaths, halfbathrooms, hb, partialbaths, bathroomspartial, "
    "halfbath",
    "living_area": "livingarea, sqft, squarefeet, approxlivarea, sqftheated, livingsqft, interiorsqft, heatedsqft, "
    "squarefootage, totalsqft, approxsqft, livingareasqft, sqfttotal, finishedsqft, heatedarea, "
    "abovegradefinishedarea, "
    "buildingareatotal, livsqft, sf, squarefeettotal, estsqft, approxlivingarea, tlaarea, tla",
    "lot_size_acres": "lotsizeacres, acres, acrestotal, lotacres, totalacreage, acreage, lotsizeac, lotsizeareaacres",
    "lot_size_square_feet": "lotsizesquarefeet, lotsqft, lotsizesqft, lotsquarefeet, landsqft",
    "parcel_number": "parcelnumber, parcelid, parcelno, parcel#, parcelnum, parcel, apn, apnformatted, apn#, "
    "assessorparcelnumber, assessorsparcelnumber, assessorparcelno, assessorsparcelno, assessorparcelid, "
    "taxparcelnumber, taxparcelid, taxparcel, taxid, taxidnumber, taxidno, taxid#, taxnumber, taxidapn, "
    "folio, folionumber, foliono, folioid, pin, pinnumber, parcelidentificationnumber, propertyidentificationnumber, "
    "scheduleno, schedulenumber, schedule#, ain, propertytaxid, countytaxid",
    "modification_timestamp": "modificationtimestamp, modifiedtimestamp, lastmodified, lastmodifieddate, modified, "
    "lastupdated, updatedat, updated, lastchangetimestamp, lastchangedate, lastupdate, modificationdate, "
    "matrixmodifieddt",
    "status_change_timestamp": "statuschangetimestamp, contractstatuschangedate, statuschangedate, "
    "statuschangeddate, statusdate, statusdatetime, laststatuschange",
    "listing_url": "listingurl, url, link, permalink, listinglink",
}


def squeeze_name(name: str) -> str:
    """A header name as it is compared: `MLS #` -> `mls`, `P. Type` -> `ptype`, `St Dir Sfx` -> `stdirsfx`."""
    return re.sub(r"[^0-9a-z]+", "", name.casefold())


def _ranked() -> dict[str, list[tuple[str, int]]]:
    ranked: dict[str, list[tuple[str, int]]] = {}
    for field, names in ALIASES.items():
        for rank, name in enumerate(names.split(",")):
            ranked.setdefault(squeeze_name(name), []).append((field, rank))
    return ranked


RANKED = _ranked()
FIELDS = tuple(ALIASES)
